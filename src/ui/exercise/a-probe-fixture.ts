/** The text of the first exercise with its goals, as drawings of its task have it: on every screen the same. */
export const A_PROBE = `      div data-shape=lines
        div tabindex=0
          The
          em: kubelet
          starts a machine's containers from
          em: manifests
          .
          Here it is one
          em: pod
          ,
          code .unbroken: web
          .
          Every 10 seconds the kubelet asks
          code .unbroken: web
          for the page
          code .unbroken: /healthz
          ; this is the
          em: button: liveness probe
          .
          That page looks at the database, which is away, so it answers
          code .unbroken: 500
          , bad.
          After three bad answers in a row (the crosses) the kubelet kills a program that works.
          The page
          code .unbroken: /alive
          answers
          code .unbroken: 200
          , good, while the program runs.
          Change the manifest: the run begins anew.
        button: Fold
      ul “Goals” aria-busy=false
        li
          open:
          web is not restarted in 30 minutes
          button aria-disabled=false: Show me
        li
          open:
          When web hangs, it is killed within 60 seconds
          button aria-disabled=false: Show me
      ul “To be kept”
        li: To be kept: The probe still asks by HTTP
        li: To be kept: The image stays the same`
