"""Administration by screen: lists of users, contracts, certificates, settings, mails, and what is done to a line of them.

What can be seen and done is declared (`declared`), system by system; two screens show all of it (`screens`). Rights, checks
and the journal are the core's: a command does the same work.
"""
