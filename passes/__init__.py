"""Passes: what a card looks like in a wallet, and how it gets there.

``content.py`` is the neutral form that both wallets are made from; ``artwork.py`` draws the
stamps once for strip, hero image, web card, till and mail; ``apple/`` and ``google/`` speak
the vendors' formats. No web framework and no database in here.
"""
