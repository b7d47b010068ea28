"""Whether a program is worth its cost: planned from assumptions, or counted from the ledger."""
