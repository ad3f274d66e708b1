"""The command line: parse, call, print, exit code. One module for each command, loaded when it is called.

Exit codes: 0 nothing to do or done; 1 an error; 2 changes are pending; 3 something is held or asked;
75 another run is at work.
"""
