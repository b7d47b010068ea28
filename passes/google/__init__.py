"""Google Wallet: class and object, the save link, the REST service."""
