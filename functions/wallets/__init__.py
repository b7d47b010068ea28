"""The two wallets as the journeys use them: what is missing, how a card gets there, who is told."""
