"""What in a week does not look like customers buying: signals, each with its evidence.

``watch`` folds the ledger, ``rules`` decides what of it is remarkable, ``thresholds`` says from
where on and why. A signal is no proof and accuses nobody.
"""
