"""Moved to ``functions/journeys/wallet_words.py``."""
