"""What a program gives beside its model: who may have it, how often, and when."""
