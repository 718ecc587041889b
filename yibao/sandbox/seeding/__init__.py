"""Loading the demo city: every step may run again and changes nothing that is there."""
