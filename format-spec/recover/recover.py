#!/usr/bin/env python3
"""Reads, checks and repairs Dura archives (format DURA1) with the standard library, gpg and zstd."""
