"""Mail: the weekly report as text, HTML and CSV; the local mailbox and SES."""
