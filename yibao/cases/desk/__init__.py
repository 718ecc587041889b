"""What officers have in hand: leases, taking, holding, bulk acts, absence (features 31–41)."""
