"""One machine, one process: the four functions mounted as on AWS, behind one origin."""
