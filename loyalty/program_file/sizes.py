"""The largest numbers that a program file may hold: beyond them it is a slip of the finger."""

MOST_MINOR = 10_000_000
"""Minor units of a currency: 100 000,00."""
MOST_UNITS = 100_000
"""Of stamps, points or cents of credit, given at once."""
MOST_MONTHS = 120
MOST_DAYS = 3650
