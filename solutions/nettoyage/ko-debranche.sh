# guichet-10 a été débranché de son réseau.
# attendu: autres_conteneurs=failed: ses réseaux ont changé
docker rm -f -v guichet-1 guichet-2 guichet-3 guichet-caisse
docker network rm guichet guichet-reserve
docker volume rm guichet-billets
docker network disconnect guichet-foyer guichet-10
