"""What stands around the functions on AWS, and how it gets there; none of it is deployed."""
