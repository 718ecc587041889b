"""Kernel: what every other application of yibao stands on."""
