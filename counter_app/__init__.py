"""The counter program of a township service centre (乡镇便民服务中心窗口)."""
