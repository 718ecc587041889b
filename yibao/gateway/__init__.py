"""The national interface: hospital and pharmacy systems point their base address here."""
