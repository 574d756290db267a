# kiosque-10 a été redémarré en passant.
# attendu: autres_conteneurs=failed: il a été relancé
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker restart kiosque-10
