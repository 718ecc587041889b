"""Webhooks (通知): partners are told what became of their bills; asking stays the truth."""
