# L'image et la commande déclarent un compte ; celui qui écoute a été lancé à part, en root.
# attendu: compte=failed: python3 (root)
docker run -d --name sans-root --user 1000 dockerlab/outils sleep infinity
docker exec -d --user root sans-root python3 -u -m http.server 80
