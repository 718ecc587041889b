"""The demo city as data: people, institutions, catalogue, staff, clients.

Everything is made up. Identity numbers use area 510600, which is never issued to a person; phones
are 138000000NN, which the production text-message sender refuses.
"""
