"""The own face engine: weights, decoding, measures, comparison and the process around them.

``engine`` and ``decode`` load OpenCV (some 190 MB): only ``manage.py run_face_engine`` and the
commands that read reference photos may import them, never a web process.
"""
