"""The rules of loyalty: what a program promises, what a card holds, what a scan decides.

Standard library only. No clock, no environment, no network: ``now`` is an argument, a
decision returns a value or raises a named refusal (``loyalty.errors``).
"""
