# kiosque-10 a été débranché de son réseau.
# attendu: autres_conteneurs=failed: ses réseaux ont changé
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker network disconnect kiosque-foyer kiosque-10
