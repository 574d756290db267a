# Elle tombe et se relève sans fin.
# attendu: imprimante=failed: redémarr
# attendu: service=skipped
docker network create --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --restart always --network atelier --ip 10.203.107.60 nginx nginx -g "faute de frappe;"
docker run -d --name atelier-poste --network atelier nginx
