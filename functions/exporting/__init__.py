"""An export as files: how they are written, and where they are kept week by week."""
