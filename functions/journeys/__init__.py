"""One file per thing that happens: load, ask the rules, write once, then tell others."""
