# Rien n'a été demandé : c'est root.
# attendu: compte=failed: python3 (root)
docker run -d --name sans-root dockerlab/outils python3 -u -m http.server 80
