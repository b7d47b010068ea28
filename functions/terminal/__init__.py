"""What a shop owner does in the terminal with a program file, before it is published."""
