# kiosque-10 a été mis en pause : il est là, et ne vend plus rien.
# attendu: autres_conteneurs=failed: mis en pause
docker rm -f -v kiosque-1 kiosque-2 kiosque-3 kiosque-caisse
docker network rm kiosque kiosque-reserve
docker volume rm kiosque-billets
docker pause kiosque-10
