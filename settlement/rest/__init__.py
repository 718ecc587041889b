"""Partner API of settlement: visits, fees, quotes, settlements, refunds, reversals."""
