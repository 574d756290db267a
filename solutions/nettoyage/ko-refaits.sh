# Emporté par erreur, guichet-10 a été relancé sous le même nom : ce n'est plus le même.
# attendu: autres_conteneurs=failed: ce n'est plus le même conteneur
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse guichet-10
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
docker run -d --name guichet-10 --network guichet-foyer nginx
