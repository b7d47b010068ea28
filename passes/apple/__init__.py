"""Apple Wallet: pass.json, the signed bundle, certificates, the push service."""
