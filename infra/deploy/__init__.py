"""``make deploy``: checks, builds, makes the stack, deploys the functions, publishes, looks."""
