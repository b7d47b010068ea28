"""What the rules say in words, in each language: decided once, here.

``rules`` is what a program promises, ``standing`` what a card says of itself, ``news`` what is said
of something that has just happened, ``till`` what the staff reads and says, ``history`` what
happened. Written for ears first: numbers before words, nothing to work out.
"""
