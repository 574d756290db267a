# Tout est parti, puis un conteneur de l'essai a été relancé sous son nom.
# attendu: conteneurs=failed: guichet-1 (en marche)
# attendu: autres_conteneurs=skipped
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
docker run -d --name guichet-1 nginx
