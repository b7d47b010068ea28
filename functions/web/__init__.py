"""The HTTP edge: operations declared once, validated, described, and answered.

An operation's declaration makes its route, its checks and its line in ``/openapi.json``.
Errors become ``application/problem+json`` in ``problems.py`` and nowhere else.
"""
