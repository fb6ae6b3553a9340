import csv, sys, numpy as np, traceback, mpmath as mp, time
mp.mp.dps=50
from gmmviz.em import EMSettings, fit, FAMILIES
import gmmviz.em.kernel.plane as P, gmmviz.em.kernel.joint as J
P.LEAST_OWN_VARIANCE=J.LEAST_OWN_VARIANCE=float(sys.argv[1])
def read(n):
    with open(f"/work/shared/failing/{n}.csv") as f: rows=list(csv.reader(f))
    return np.array([[float(v) for v in r] for r in rows[1:]])
from tests.em.data import published
def exact(x, m):
    u,c=np.unique(x,axis=0,return_counts=True)
    n,d=u.shape
    pts=[mp.matrix([mp.mpf(float(v)) for v in r]) for r in u]
    tot=[mp.mpf(0)]*n
    for w,mu,S in zip(m.weights,m.means,m.covariances):
        A=mp.matrix(((S+S.T)/2).tolist()); Pm=mp.inverse(A); dt=mp.det(A)
        if dt<=0: return None
        pk=mp.mpf(float(w))/mp.sqrt(dt*(2*mp.pi)**d); mm=mp.matrix([mp.mpf(float(v)) for v in mu])
        for i,p in enumerate(pts):
            q=p-mm; tot[i]+=pk*mp.exp(-(q.T*Pm*q)[0]/2)
    return float(mp.fsum(int(ci)*mp.log(t) for ci,t in zip(c,tot)))
rng=np.random.default_rng(0)
lat={"grid3":np.array([[i,j] for i in range(4) for j in range(4)],float),"likert":read("likert_evv_falls"),"likertv":read("likert_vvv_falls"),"crash":read("likert_evv_crash"),"evv":read("evv_lattice"),
 "heaped":np.round(rng.normal(size=(120,3))*[1.2,1,.8]),"iris":published("iris")}
t0=time.time(); worst=0; wf=0; N=0; exc=0; offs=[]
for name,x in lat.items():
  for f in (sys.argv[2].split(",") if len(sys.argv)>2 else FAMILIES):
    for k in (2,3,5,6,7):
      for seed in range(2):
        try: run=fit(x,EMSettings(k=k,family=f,seed=seed,start="points" if seed else "kmeans++"))
        except ValueError as e: continue
        except Exception as e: exc+=1; print(name,f,k,seed,type(e),e); continue
        N+=1
        l=np.array([t.log_likelihood for t in run.states]); 
        fall=np.diff(l).min() if len(l)>1 else 0
        m=run.states[-1].mixture
        if run.verdict.kind=="collapsed":
            e=exact(x,m); off=abs(e-l[-1]) if e is not None else np.inf
            if off>1e-6: print("   off",name,f,k,seed,run.verdict.sentence,off,l[-1])
            worst=max(worst,off)
        if fall<-1e-8: print("   fall",name,f,k,seed,fall,run.verdict.sentence)
        wf=min(wf,fall)
print(sys.argv[1],N,"worst off",worst,"worst fall",wf,"exc",exc,time.time()-t0)
