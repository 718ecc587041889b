"""yibao (医保): the project package.

It is the roof (settings, URL map, API map, admin site, citizen home, sandbox) and the ground
(kernel, audit, notices, cases) of the monolith; the four domain apps stand between the two.
"""
