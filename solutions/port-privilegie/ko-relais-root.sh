# Le serveur écoute 8080 sous un compte ordinaire ; un relais en root tient le port 80 devant lui.
# attendu: compte=failed: socat (root)
docker run -d --name sans-root --user 1000 dockerlab/outils python3 -u -m http.server 8080
docker exec -d --user root sans-root socat TCP-LISTEN:80,fork,reuseaddr TCP:127.0.0.1:8080
