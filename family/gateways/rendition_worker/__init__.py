"""The program that turns uploads into clean pictures; it knows neither Django nor any secret.

It is started by ``family.gateways.renditions`` with an empty environment and reads jobs from its
standard input. Each job runs in a fork of its own that has no file and no socket to open, 512 MB
of memory and five seconds of processor time (T44–T48).
"""
