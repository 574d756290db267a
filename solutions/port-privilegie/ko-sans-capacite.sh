# Toutes ses capacités lui sont retirées : il reste root.
# attendu: compte=failed: python3 (root)
docker run -d --name sans-root --cap-drop ALL dockerlab/outils python3 -u -m http.server 80
