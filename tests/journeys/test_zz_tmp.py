from datetime import timedelta
import pytest
from django.utils import timezone
from requests_app.accounts.services import owner
from tests.people import open_case_for
from tests.journeys.test_accessibility import faults, overflow
pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
@pytest.mark.parametrize(("theme","width"),[("dark",360),("light",1280)])
def test_p(open_page, sign_in, theme, width, picture):
    page=open_page(width=width); page.emulate_media(color_scheme=theme); sign_in(page)
    case=open_case_for(owner(), timezone.localdate()-timedelta(days=70))
    open_case_for(owner(), timezone.localdate()-timedelta(days=5))
    entry=case.events.get()
    p=f"/cases/{case.pk}/"
    bad=[]
    for a in ["/cases/","/cases/several/","/cases/feeds/","/cases/month/",p,p+"reply/",p+"close/",p+"write/reminder/",p+f"events/{entry.pk}/",p+"files/"]:
        page.goto(a)
        for s in page.locator("main details > summary").all(): s.click()
        bad+=[(a,f[:300]) for f in faults(page)]
        if overflow(page)>0: bad.append((a,"overflow",overflow(page)))
        if width==360 and a in ("/cases/month/","/cases/"): picture(page, "m"+a.replace("/","-"))
    page.goto(p+"reply/"); page.get_by_label("Paste or type").fill("Please verify your identity."); page.get_by_role("button",name="Continue").click()
    bad+=[("reply2",f[:300]) for f in faults(page)]
    assert bad==[]
