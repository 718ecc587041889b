"""Partner API of vouchers: scans."""
