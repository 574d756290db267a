# guichet-10 a été redémarré en passant.
# attendu: autres_conteneurs=failed: il a été relancé
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
docker restart guichet-10
