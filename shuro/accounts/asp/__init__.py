"""Accounts of 次世代社労法務システム (ACC-204 to ACC-238): contracts, registration, the entrance with linking, アカウント管理.

An account is a user of the realm `asp` (shuro.accounts.tables.Account, its ID the mail address) and beside it a row that
says which contract it belongs to and which ASPアカウント it is linked with. Nothing here draws or asks.
"""
