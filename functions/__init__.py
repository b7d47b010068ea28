"""What runs: four small functions for AWS Lambda, the journeys behind them, and a terminal.

``public``, ``till``, ``owner`` and ``jobs`` are the functions; ``wiring`` is the only file
that knows every concrete thing; ``journeys`` ask the rules and write once; ``ports`` is what
they need from outside.
"""
