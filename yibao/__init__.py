"""yibao: the Chinese medical insurance e-voucher."""
