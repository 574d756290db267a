# Le plan est juste, le pilote ne l'est pas : sur un macvlan, la passerelle n'est pas la machine.
# attendu: plan=failed: pilote macvlan
# attendu: imprimante=skipped
# attendu: poste=skipped
# attendu: service=skipped
docker network create -d macvlan --subnet 10.203.107.32/27 --gateway 10.203.107.62 --ip-range 10.203.107.40/29 atelier
docker run -d --name atelier-imprimante --network atelier --ip 10.203.107.60 nginx
docker run -d --name atelier-poste --network atelier nginx
