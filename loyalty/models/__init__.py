"""The models of loyalty, one file each: the rule as a value, and what a purchase earns by it."""
