"""shuro (就労): a workstation for Japanese labour administration. The core; it never draws a screen."""
